"use server";

import { createDatabase } from "@/lib/services/databases/create";
import { deleteDatabase } from "@/lib/services/databases/delete";
import { dryRunDatabase } from "@/lib/services/databases/dry-run";
import { planDatabase } from "@/lib/services/databases/plan";
import { protectDatabase } from "@/lib/services/databases/protect";
import { defineAction } from "@/lib/transport/action";

export const planDatabaseAction = defineAction(planDatabase);
export const dryRunDatabaseAction = defineAction(dryRunDatabase);
export const createDatabaseAction = defineAction(createDatabase);
export const protectDatabaseAction = defineAction(protectDatabase);
export const deleteDatabaseAction = defineAction(deleteDatabase);
