CREATE TABLE "log_erasures" (
	"id" text PRIMARY KEY NOT NULL,
	"model" text,
	"key_hash" text NOT NULL,
	"until" timestamp (3) with time zone,
	"state" text NOT NULL,
	"predictions" bigint DEFAULT 0 NOT NULL,
	"labels" bigint DEFAULT 0 NOT NULL,
	"days" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"done_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "log_settings" (
	"model" text PRIMARY KEY NOT NULL,
	"keep_days" integer,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"changed_by" text NOT NULL
);
--> statement-breakpoint
CREATE INDEX "log_erasures_model" ON "log_erasures" USING btree ("model");