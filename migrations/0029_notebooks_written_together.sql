CREATE TABLE "notebook_documents" (
	"notebook_id" text PRIMARY KEY NOT NULL,
	"state" "bytea" NOT NULL,
	"through" bigint NOT NULL,
	"is_ahead" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notebook_updates" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notebook_updates_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"notebook_id" text NOT NULL,
	"update" "bytea" NOT NULL,
	"author" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notebook_documents" ADD CONSTRAINT "notebook_documents_notebook_id_notebooks_id_fk" FOREIGN KEY ("notebook_id") REFERENCES "public"."notebooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notebook_updates" ADD CONSTRAINT "notebook_updates_notebook_id_notebooks_id_fk" FOREIGN KEY ("notebook_id") REFERENCES "public"."notebooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notebook_updates_order" ON "notebook_updates" USING btree ("notebook_id","id");