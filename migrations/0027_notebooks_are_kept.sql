CREATE TABLE "comment_reads" (
	"notebook_id" text NOT NULL,
	"reader" text NOT NULL,
	"read_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "comment_reads_notebook_id_reader_pk" PRIMARY KEY("notebook_id","reader")
);
--> statement-breakpoint
CREATE TABLE "comment_threads" (
	"id" text PRIMARY KEY NOT NULL,
	"notebook_id" text NOT NULL,
	"cell_id" bigint NOT NULL,
	"quote" text NOT NULL,
	"resolved_at" timestamp (3) with time zone,
	"resolved_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "comments" (
	"id" text PRIMARY KEY NOT NULL,
	"thread_id" text NOT NULL,
	"text" text NOT NULL,
	"author" text NOT NULL,
	"mentions" jsonb NOT NULL,
	"edited_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notebook_cells" (
	"notebook_id" text NOT NULL,
	"cell_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"digest" text NOT NULL,
	CONSTRAINT "notebook_cells_notebook_id_cell_id_pk" PRIMARY KEY("notebook_id","cell_id")
);
--> statement-breakpoint
CREATE TABLE "notebook_tags" (
	"notebook_id" text NOT NULL,
	"tag" text NOT NULL,
	CONSTRAINT "notebook_tags_notebook_id_tag_pk" PRIMARY KEY("notebook_id","tag")
);
--> statement-breakpoint
ALTER TABLE "notebooks" ADD COLUMN "folder" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "notebooks" ADD COLUMN "searched" integer;--> statement-breakpoint
ALTER TABLE "revision_contents" ADD COLUMN "cells" jsonb;--> statement-breakpoint
ALTER TABLE "revisions" ADD COLUMN "name" text;--> statement-breakpoint
ALTER TABLE "retention_settings" ADD COLUMN "revision_days" integer;--> statement-breakpoint
ALTER TABLE "retention_settings" ADD COLUMN "trash_days" integer;--> statement-breakpoint
ALTER TABLE "comment_reads" ADD CONSTRAINT "comment_reads_notebook_id_notebooks_id_fk" FOREIGN KEY ("notebook_id") REFERENCES "public"."notebooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comment_threads" ADD CONSTRAINT "comment_threads_notebook_id_notebooks_id_fk" FOREIGN KEY ("notebook_id") REFERENCES "public"."notebooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_thread_id_comment_threads_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."comment_threads"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notebook_cells" ADD CONSTRAINT "notebook_cells_notebook_id_notebooks_id_fk" FOREIGN KEY ("notebook_id") REFERENCES "public"."notebooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notebook_tags" ADD CONSTRAINT "notebook_tags_notebook_id_notebooks_id_fk" FOREIGN KEY ("notebook_id") REFERENCES "public"."notebooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "comment_threads_notebook" ON "comment_threads" USING btree ("notebook_id","created_at");--> statement-breakpoint
CREATE INDEX "comments_thread" ON "comments" USING btree ("thread_id","created_at");--> statement-breakpoint
CREATE INDEX "notebook_tags_tag" ON "notebook_tags" USING btree ("tag");--> statement-breakpoint
CREATE INDEX "notebooks_folder" ON "notebooks" USING btree ("folder");--> statement-breakpoint
CREATE INDEX "notebooks_title" ON "notebooks" USING btree (lower("title"));--> statement-breakpoint
CREATE INDEX "revisions_created" ON "revisions" USING btree ("created_at");
--> statement-breakpoint
-- Text is found by trigrams. A PostgreSQL whose role may not add the extension searches row by row instead, which is slower and finds the same.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX "notebook_cells_text" ON "notebook_cells" USING gin (lower("text") gin_trgm_ops);
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE 'Search in notebooks goes without an index: %', SQLERRM;
END $$;
