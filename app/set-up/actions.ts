"use server";

import { definePublicAction } from "@/lib/transport/action";
import { setUp } from "@/lib/services/people/set-up";

export const setUpAction = definePublicAction(setUp);
