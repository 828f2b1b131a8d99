ALTER TABLE "mails" ADD COLUMN "claimed_by" text;--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "claimed_until" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "mails_state" ON "mails" USING btree ("state","created_at");