CREATE TABLE "backfills" (
	"id" text PRIMARY KEY NOT NULL,
	"schedule_id" text NOT NULL,
	"first_day" text NOT NULL,
	"last_day" text NOT NULL,
	"parameters" jsonb NOT NULL,
	"concurrency" integer NOT NULL,
	"total" integer NOT NULL,
	"done" integer NOT NULL,
	"stopped_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "calendars" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"days" jsonb NOT NULL,
	"weekends" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "calendars_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "schedule_triggers" (
	"id" text PRIMARY KEY NOT NULL,
	"schedule_id" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text,
	"condition" text,
	"secret" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "executions" DROP CONSTRAINT "executions_due";--> statement-breakpoint
ALTER TABLE "schedules" ALTER COLUMN "cron" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "occasion" text;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "cause" text;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "chain_depth" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "ended_job" text;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "backfill_id" text;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "parameters" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "window_from" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "priority" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "is_released" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "starts_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "ends_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "calendar_id" text;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "on_day_off" text DEFAULT 'leave-out' NOT NULL;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "jitter_seconds" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "missed" text DEFAULT 'once' NOT NULL;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "overlap" text DEFAULT 'queue' NOT NULL;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "priority" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "time_limit_seconds" integer;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "memory_limit_megabytes" integer;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "parameters" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "retry_wait_seconds" integer DEFAULT 30 NOT NULL;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "next_start_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "backfills" ADD CONSTRAINT "backfills_schedule_id_schedules_id_fk" FOREIGN KEY ("schedule_id") REFERENCES "public"."schedules"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_triggers" ADD CONSTRAINT "schedule_triggers_schedule_id_schedules_id_fk" FOREIGN KEY ("schedule_id") REFERENCES "public"."schedules"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "backfills_schedule" ON "backfills" USING btree ("schedule_id","created_at");--> statement-breakpoint
CREATE INDEX "schedule_triggers_kind" ON "schedule_triggers" USING btree ("kind","subject");--> statement-breakpoint
CREATE INDEX "schedule_triggers_schedule" ON "schedule_triggers" USING btree ("schedule_id");--> statement-breakpoint
ALTER TABLE "executions" ADD CONSTRAINT "executions_backfill_id_backfills_id_fk" FOREIGN KEY ("backfill_id") REFERENCES "public"."backfills"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_calendar_id_calendars_id_fk" FOREIGN KEY ("calendar_id") REFERENCES "public"."calendars"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "executions_schedule" ON "executions" USING btree ("schedule_id","created_at");--> statement-breakpoint
CREATE INDEX "executions_backfill" ON "executions" USING btree ("backfill_id","due_at");--> statement-breakpoint
CREATE INDEX "executions_status" ON "executions" USING btree ("status","created_at");--> statement-breakpoint
CREATE INDEX "schedules_next_start" ON "schedules" USING btree ("next_start_at");--> statement-breakpoint
ALTER TABLE "executions" ADD CONSTRAINT "executions_occasion" UNIQUE("schedule_id","occasion");--> statement-breakpoint
UPDATE "schedules" SET "next_start_at" = "next_due_at";
