CREATE TABLE "deployment_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"deployment_id" text NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"hash" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "deployment_keys_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "deployment_minutes" (
	"deployment" text NOT NULL,
	"minute" timestamp (3) with time zone NOT NULL,
	"process" text NOT NULL,
	"role" text NOT NULL,
	"version" integer NOT NULL,
	"split" integer NOT NULL,
	"requests" integer NOT NULL,
	"errors" integer NOT NULL,
	"rows" bigint NOT NULL,
	"latency" jsonb NOT NULL,
	"classes" jsonb,
	"values" "bytea",
	"cpu_ms" double precision NOT NULL,
	"memory_bytes" bigint NOT NULL,
	"compared" bigint NOT NULL,
	"equal" bigint NOT NULL,
	"difference" double precision NOT NULL,
	"largest_difference" double precision NOT NULL,
	"dropped" integer NOT NULL,
	CONSTRAINT "deployment_minutes_key" PRIMARY KEY("deployment","minute","process","role","version","split")
);
--> statement-breakpoint
CREATE TABLE "deployment_refusals" (
	"deployment" text NOT NULL,
	"minute" timestamp (3) with time zone NOT NULL,
	"process" text NOT NULL,
	"unknown" integer NOT NULL,
	"limited" integer NOT NULL,
	CONSTRAINT "deployment_refusals_key" PRIMARY KEY("deployment","minute","process")
);
--> statement-breakpoint
CREATE TABLE "deployment_revisions" (
	"id" text PRIMARY KEY NOT NULL,
	"deployment_id" text NOT NULL,
	"number" integer NOT NULL,
	"kind" text NOT NULL,
	"routes" jsonb NOT NULL,
	"reason" text NOT NULL,
	"grounds" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by" text NOT NULL,
	CONSTRAINT "deployment_revisions_number" UNIQUE("deployment_id","number")
);
--> statement-breakpoint
CREATE TABLE "deployments" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"model" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"revision" integer NOT NULL,
	"salt" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "deployments_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "serving_price" (
	"id" text PRIMARY KEY NOT NULL,
	"per_cpu_hour" double precision NOT NULL,
	"currency" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"changed_by" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "deployment_keys" ADD CONSTRAINT "deployment_keys_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_revisions" ADD CONSTRAINT "deployment_revisions_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deployment_keys_deployment" ON "deployment_keys" USING btree ("deployment_id");--> statement-breakpoint
CREATE INDEX "deployments_model" ON "deployments" USING btree ("model");