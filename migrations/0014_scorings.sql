CREATE TABLE "scorings" (
	"id" text PRIMARY KEY NOT NULL,
	"model" text NOT NULL,
	"version" integer NOT NULL,
	"version_id" text NOT NULL,
	"dataset_id" text NOT NULL,
	"dataset_version" integer NOT NULL,
	"output" text NOT NULL,
	"state" text NOT NULL,
	"rows" bigint NOT NULL,
	"done_rows" bigint DEFAULT 0 NOT NULL,
	"refused_rows" bigint,
	"refusals" jsonb,
	"result_dataset_id" text,
	"result_version" integer,
	"detail" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "scorings_version" ON "scorings" USING btree ("version_id");--> statement-breakpoint
CREATE INDEX "scorings_dataset" ON "scorings" USING btree ("dataset_id");--> statement-breakpoint
CREATE INDEX "scorings_result" ON "scorings" USING btree ("result_dataset_id");