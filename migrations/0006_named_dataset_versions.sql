ALTER TABLE "dataset_versions" ADD COLUMN "name" text;--> statement-breakpoint
ALTER TABLE "dataset_versions" ADD COLUMN "note" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "dataset_versions" ADD COLUMN "made_from" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "dataset_versions" ADD COLUMN "notebook_id" text;--> statement-breakpoint
ALTER TABLE "dataset_versions" ADD CONSTRAINT "dataset_versions_name" UNIQUE("dataset_id","name");