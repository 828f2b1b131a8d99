CREATE TABLE "retention_settings" (
	"id" text PRIMARY KEY NOT NULL,
	"execution_days" integer,
	"least_executions" integer NOT NULL,
	"mail_days" integer,
	"report_file_days" integer,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"changed_by" text NOT NULL
);
