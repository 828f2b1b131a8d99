ALTER TABLE "dataset_versions" ADD COLUMN "original_hash" text;--> statement-breakpoint
ALTER TABLE "dataset_versions" ADD COLUMN "original_name" text;