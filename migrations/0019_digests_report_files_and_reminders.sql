CREATE TABLE "digest_entries" (
	"execution_id" text NOT NULL,
	"address" text NOT NULL,
	"period" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"mail_id" text,
	CONSTRAINT "digest_entries_execution_id_address_pk" PRIMARY KEY("execution_id","address")
);
--> statement-breakpoint
CREATE TABLE "report_files" (
	"path" text PRIMARY KEY NOT NULL,
	"schedule_id" text NOT NULL,
	"execution_id" text NOT NULL,
	"bytes" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "alert_rules" ADD COLUMN "remind_after_minutes" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "reminders" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "reminded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "digest" text;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "keep_in" text;--> statement-breakpoint
ALTER TABLE "digest_entries" ADD CONSTRAINT "digest_entries_execution_id_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "public"."executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_files" ADD CONSTRAINT "report_files_schedule_id_schedules_id_fk" FOREIGN KEY ("schedule_id") REFERENCES "public"."schedules"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "digest_entries_due" ON "digest_entries" USING btree ("mail_id","due_at");--> statement-breakpoint
CREATE INDEX "report_files_schedule" ON "report_files" USING btree ("schedule_id","created_at");