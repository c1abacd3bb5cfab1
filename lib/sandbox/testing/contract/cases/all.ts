import type { Case } from "../case";
import { ACCESS_CASES } from "./access";
import { APPLY_CASES } from "./apply";
import { CONTROL_CASES } from "./control";
import { CUSTOM_CASES } from "./custom";
import { LIST_CASES } from "./lists";
import { OBJECT_CASES } from "./objects";
import { POD_CASES } from "./pods";
import { QUOTA_CASES } from "./quota";

/** Every case, by the part of the API that it is about. */
export const CASES: Readonly<Record<string, readonly Case[]>> = {
  objects: OBJECT_CASES,
  apply: APPLY_CASES,
  "custom resources": CUSTOM_CASES,
  "lists and watches": LIST_CASES,
  access: ACCESS_CASES,
  pods: POD_CASES,
  quotas: QUOTA_CASES,
  control: CONTROL_CASES,
};
