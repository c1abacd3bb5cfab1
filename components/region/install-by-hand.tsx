import { CopyLine } from "@/components/ui/copy-line";
import { Fold } from "@/components/ui/fold";
import type { InstallPlanView } from "@/lib/contract/views";

/** For an account that may not install: the customer applies the same YAML; Gantry sees the operator come. */
export function InstallByHand({ plan }: { plan: InstallPlanView }) {
  const file = `data:text/yaml;charset=utf-8,${encodeURIComponent(plan.yaml)}`;
  return (
    <Fold
      summary="Apply it yourself instead"
      detail="with your own rights; Gantry waits and sees the operator come"
    >
      <div className="grid gap-2">
        <CopyLine text={plan.byHand} what="the kubectl command" />
        <p className="text-12 text-text-3">
          The file:{" "}
          <a className="link" href={file} download="gantry-operator.yaml">
            gantry-operator.yaml
          </a>
          , the YAML above.
        </p>
      </div>
    </Fold>
  );
}
