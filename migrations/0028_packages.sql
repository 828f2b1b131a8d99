CREATE TABLE "package_modules" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"version" text NOT NULL,
	"path" text NOT NULL,
	"integrity" text NOT NULL,
	"dependencies" jsonb NOT NULL,
	"lock_hash" text NOT NULL,
	"licence" text NOT NULL,
	"hash" text NOT NULL,
	"bytes" bigint NOT NULL,
	"format" text NOT NULL,
	"notes" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "package_modules_lock" UNIQUE("name","version","path","lock_hash")
);
