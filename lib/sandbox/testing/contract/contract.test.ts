import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApi, type Api } from "../../api/server";
import { CASES } from "./cases/all";
import { recordedAnswers } from "./recorded";
import { Session } from "./session";

let api: Api;
let session: Session;

beforeAll(async () => {
  api = await startApi({ port: 0, dataFile: null });
  session = new Session(api.kubeconfig("admin"));
});

afterAll(async () => {
  await session.close();
  await api.close();
});

const recorded = recordedAnswers();

describe.each(Object.entries(CASES))("the imitation answers as Kubernetes does: %s", (part, cases) => {
  test.each(cases.map((each) => [each.name, each] as const))("%s", async (name, each) => {
    const answers = await session.run(each);
    expect(answers).toEqual(recorded.get(`${part}: ${name}`));
  });
});

test("every recorded answer belongs to a case", () => {
  const names = Object.entries(CASES).flatMap(([part, cases]) => cases.map(({ name }) => `${part}: ${name}`));
  expect([...recorded.keys()].toSorted()).toEqual(names.toSorted());
});
