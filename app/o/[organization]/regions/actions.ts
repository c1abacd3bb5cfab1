"use server";

import { checkRegion } from "@/lib/services/regions/check";
import { disconnectRegion } from "@/lib/services/regions/disconnect";
import { dryRunInstallation, installOperator, planInstallation } from "@/lib/services/regions/install";
import { makeJoin } from "@/lib/services/regions/join";
import { registerRegion } from "@/lib/services/regions/register";
import { defineAction } from "@/lib/transport/action";

export const registerRegionAction = defineAction(registerRegion);
export const makeJoinAction = defineAction(makeJoin);
export const checkRegionAction = defineAction(checkRegion);
export const planInstallationAction = defineAction(planInstallation);
export const dryRunInstallationAction = defineAction(dryRunInstallation);
export const installOperatorAction = defineAction(installOperator);
export const disconnectRegionAction = defineAction(disconnectRegion);
