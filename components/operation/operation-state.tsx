import { StatusLine } from "@/components/ui/status-line";
import { operationWords } from "@/lib/client/operation-words";
import type { OperationView } from "@/lib/contract/views";

/** The state of an operation in one sentence with its mark. */
export function OperationState({ operation }: { operation: OperationView }) {
  const words = operationWords(operation);
  return (
    <StatusLine tone={words.tone} shape={words.shape}>
      {words.state}
    </StatusLine>
  );
}
