ALTER TABLE "model_versions" ADD COLUMN "external" jsonb;--> statement-breakpoint
ALTER TABLE "model_versions" ADD COLUMN "stage" text DEFAULT 'None' NOT NULL;