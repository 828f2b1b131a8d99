CREATE TABLE "connection_queries" (
	"id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"notebook_id" text NOT NULL,
	"request" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "connections" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"host" text NOT NULL,
	"port" integer NOT NULL,
	"database" text NOT NULL,
	"user_name" text NOT NULL,
	"tls" text NOT NULL,
	"authority" text,
	"password" text,
	"max_rows" integer NOT NULL,
	"max_bytes" bigint NOT NULL,
	"max_seconds" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "connections_named" UNIQUE("name")
);
--> statement-breakpoint
ALTER TABLE "connection_queries" ADD CONSTRAINT "connection_queries_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "connection_queries_created" ON "connection_queries" USING btree ("created_at");