CREATE TABLE "execution_inputs" (
	"execution_id" text NOT NULL,
	"dataset_id" text NOT NULL,
	"version" integer NOT NULL,
	CONSTRAINT "execution_inputs_execution_id_dataset_id_version_pk" PRIMARY KEY("execution_id","dataset_id","version")
);
--> statement-breakpoint
ALTER TABLE "execution_inputs" ADD CONSTRAINT "execution_inputs_execution_id_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "public"."executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "execution_inputs_dataset" ON "execution_inputs" USING btree ("dataset_id","version");