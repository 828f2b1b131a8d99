CREATE TABLE "dataset_checks" (
	"id" text PRIMARY KEY NOT NULL,
	"version_id" text NOT NULL,
	"expectations" integer NOT NULL,
	"verdict" text NOT NULL,
	"anomalies" jsonb NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	"checked_by" text NOT NULL,
	CONSTRAINT "dataset_checks_version" UNIQUE("version_id","expectations")
);
--> statement-breakpoint
CREATE TABLE "dataset_expectations" (
	"id" text PRIMARY KEY NOT NULL,
	"dataset_id" text NOT NULL,
	"number" integer NOT NULL,
	"expectations" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "dataset_expectations_number" UNIQUE("dataset_id","number")
);
--> statement-breakpoint
ALTER TABLE "dataset_versions" ADD COLUMN "personal" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "datasets" ADD COLUMN "personal" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "dataset_checks" ADD CONSTRAINT "dataset_checks_version_id_dataset_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."dataset_versions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_expectations" ADD CONSTRAINT "dataset_expectations_dataset_id_datasets_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."datasets"("id") ON DELETE cascade ON UPDATE no action;