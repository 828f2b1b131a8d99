CREATE TABLE "retraining_counts" (
	"model_id" text PRIMARY KEY NOT NULL,
	"labels" integer NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"counted_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "retraining_rules" (
	"id" text PRIMARY KEY NOT NULL,
	"model_id" text NOT NULL,
	"number" integer NOT NULL,
	"rule" jsonb NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "retraining_rules_number" UNIQUE("model_id","number")
);
--> statement-breakpoint
CREATE TABLE "retraining_turns" (
	"id" text PRIMARY KEY NOT NULL,
	"model_id" text NOT NULL,
	"number" integer NOT NULL,
	"live_key" text,
	"cause" text NOT NULL,
	"cause_words" text NOT NULL,
	"detail" jsonb NOT NULL,
	"edition" integer NOT NULL,
	"rule" jsonb NOT NULL,
	"champion" integer NOT NULL,
	"state" text NOT NULL,
	"steps" jsonb NOT NULL,
	"data" jsonb,
	"added" jsonb,
	"candidate_id" text,
	"candidate" integer,
	"comparison" jsonb,
	"check_id" text,
	"deployment" text,
	"split" integer,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "retraining_turns_live" UNIQUE("live_key"),
	CONSTRAINT "retraining_turns_number" UNIQUE("model_id","number")
);
--> statement-breakpoint
ALTER TABLE "retraining_counts" ADD CONSTRAINT "retraining_counts_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retraining_rules" ADD CONSTRAINT "retraining_rules_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retraining_turns" ADD CONSTRAINT "retraining_turns_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "retraining_turns_created" ON "retraining_turns" USING btree ("model_id","created_at");