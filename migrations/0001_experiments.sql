CREATE TABLE "artifacts" (
	"owner_kind" text NOT NULL,
	"owner_id" text NOT NULL,
	"path" text NOT NULL,
	"hash" text NOT NULL,
	"bytes" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "artifacts_owner_kind_owner_id_path_pk" PRIMARY KEY("owner_kind","owner_id","path")
);
--> statement-breakpoint
CREATE TABLE "event_clients" (
	"client" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "experiments" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"notebook_id" text,
	"tags" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "experiments_name_unique" UNIQUE("name"),
	CONSTRAINT "experiments_notebook_id_unique" UNIQUE("notebook_id")
);
--> statement-breakpoint
CREATE TABLE "logged_models" (
	"id" text PRIMARY KEY NOT NULL,
	"experiment_id" text NOT NULL,
	"name" text NOT NULL,
	"status" text NOT NULL,
	"type" text NOT NULL,
	"source_run_id" text,
	"params" jsonb NOT NULL,
	"tags" jsonb NOT NULL,
	"metrics" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "run_inputs" (
	"run_id" text NOT NULL,
	"name" text NOT NULL,
	"digest" text NOT NULL,
	"context" text NOT NULL,
	"source_type" text NOT NULL,
	"source" text NOT NULL,
	"schema" text,
	"profile" text,
	"tags" jsonb NOT NULL,
	"dataset_id" text,
	"version" integer,
	CONSTRAINT "run_inputs_run_id_name_digest_context_pk" PRIMARY KEY("run_id","name","digest","context")
);
--> statement-breakpoint
CREATE TABLE "run_metric_chunks" (
	"run_id" text NOT NULL,
	"key" text NOT NULL,
	"number" integer NOT NULL,
	"points" "bytea" NOT NULL,
	"min_step" bigint NOT NULL,
	"max_step" bigint NOT NULL,
	"min_timestamp" bigint NOT NULL,
	"max_timestamp" bigint NOT NULL,
	CONSTRAINT "run_metric_chunks_run_id_key_number_pk" PRIMARY KEY("run_id","key","number")
);
--> statement-breakpoint
CREATE TABLE "run_metrics" (
	"run_id" text NOT NULL,
	"key" text NOT NULL,
	"value" double precision NOT NULL,
	"step" bigint NOT NULL,
	"timestamp" bigint NOT NULL,
	"points" integer NOT NULL,
	CONSTRAINT "run_metrics_run_id_key_pk" PRIMARY KEY("run_id","key")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" text PRIMARY KEY NOT NULL,
	"experiment_id" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"user_id" text NOT NULL,
	"parent_id" text,
	"learner" text,
	"notebook_id" text,
	"revision_id" text,
	"slice_hash" text,
	"environment" jsonb NOT NULL,
	"params" jsonb NOT NULL,
	"tags" jsonb NOT NULL,
	"models" jsonb NOT NULL,
	"note" text NOT NULL,
	"starred" boolean NOT NULL,
	"archived_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "logged_models" ADD CONSTRAINT "logged_models_experiment_id_experiments_id_fk" FOREIGN KEY ("experiment_id") REFERENCES "public"."experiments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_inputs" ADD CONSTRAINT "run_inputs_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_metric_chunks" ADD CONSTRAINT "run_metric_chunks_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_metrics" ADD CONSTRAINT "run_metrics_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_experiment_id_experiments_id_fk" FOREIGN KEY ("experiment_id") REFERENCES "public"."experiments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "logged_models_experiment" ON "logged_models" USING btree ("experiment_id","created_at");--> statement-breakpoint
CREATE INDEX "logged_models_run" ON "logged_models" USING btree ("source_run_id");--> statement-breakpoint
CREATE INDEX "run_inputs_dataset" ON "run_inputs" USING btree ("dataset_id","version");--> statement-breakpoint
CREATE INDEX "run_metrics_key" ON "run_metrics" USING btree ("key","value");--> statement-breakpoint
CREATE INDEX "runs_experiment" ON "runs" USING btree ("experiment_id","started_at");--> statement-breakpoint
CREATE INDEX "runs_parent" ON "runs" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "runs_notebook" ON "runs" USING btree ("notebook_id");--> statement-breakpoint
CREATE INDEX "runs_deleted" ON "runs" USING btree ("deleted_at");--> statement-breakpoint
INSERT INTO "experiments" ("id", "name", "tags", "created_at", "created_by", "updated_at") VALUES ('0', 'Default', '{}', now(), 'worker', now()) ON CONFLICT DO NOTHING;
