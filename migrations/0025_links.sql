CREATE TABLE "links" (
	"id" text PRIMARY KEY NOT NULL,
	"notebook_id" text NOT NULL,
	"token_hash" text NOT NULL,
	"token" text NOT NULL,
	"revision" integer,
	"origins" jsonb NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "links_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_notebook_id_notebooks_id_fk" FOREIGN KEY ("notebook_id") REFERENCES "public"."notebooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "links_notebook" ON "links" USING btree ("notebook_id");