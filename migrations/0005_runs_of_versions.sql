ALTER TABLE "runs" ADD COLUMN "heard_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "model_versions" ADD COLUMN "run_id" text;--> statement-breakpoint
CREATE INDEX "model_versions_run" ON "model_versions" USING btree ("run_id");