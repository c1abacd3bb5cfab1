"use server";

import { createOrganization } from "@/lib/services/people/create-organization";
import { defineAction } from "@/lib/transport/action";

export const createOrganizationAction = defineAction(createOrganization);
