CREATE TABLE "search_trials" (
	"search_id" text NOT NULL,
	"number" integer NOT NULL,
	"point" json NOT NULL,
	"state" text NOT NULL,
	"fence" integer NOT NULL,
	"losses" integer NOT NULL,
	"worker_id" text,
	"worker_name" text,
	"lease_until" timestamp (3) with time zone,
	"steps" jsonb NOT NULL,
	"folds" jsonb,
	"end" jsonb,
	CONSTRAINT "search_trials_search_id_number_pk" PRIMARY KEY("search_id","number")
);
--> statement-breakpoint
CREATE TABLE "searches" (
	"id" text PRIMARY KEY NOT NULL,
	"notebook_id" text NOT NULL,
	"table_hash" text NOT NULL,
	"options" json NOT NULL,
	"identity" jsonb NOT NULL,
	"refusals" jsonb NOT NULL,
	"heard_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workers" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "search_trials" ADD CONSTRAINT "search_trials_search_id_searches_id_fk" FOREIGN KEY ("search_id") REFERENCES "public"."searches"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "searches_notebook" ON "searches" USING btree ("notebook_id");