import { useSignal } from "@preact/signals";
import { say, t } from "../../catalogue";
import type { DraftKind } from "../../model/thread/drafts";
import { movesFor } from "../../model/thread/moves";
import type { Thread } from "../../model/thread/thread";
import { useMe } from "../parts/context";
import { Composer } from "./Composer";
import { useFileDrop } from "./Files";
import { Log } from "./Log";
import { SuggestionStrip } from "./SuggestionStrip";
import { ThreadHeader } from "./ThreadHeader";

export function ThreadView({ thread }: { thread: Thread }) {
  const me = useMe();
  const item = thread.item.value;
  const moves = item && movesFor(item, me);
  const mode = useSignal<DraftKind>("reply");
  const may = moves?.lock === null && !thread.erased.value;
  const drop = useFileDrop(thread.id, may, mode.value);
  if (!item || !moves) return <Unopened thread={thread} />;
  return (
    <div class="thread" {...drop}>
      <ThreadHeader item={item} moves={moves} />
      {thread.problem.value && (
        <p class="problem thread-problem" role="alert">
          {say(thread.problem.value)}
        </p>
      )}
      <Log thread={thread} />
      {thread.erased.value ? (
        <p class="quiet thread-over">{t("error.erased")}</p>
      ) : (
        <>
          <SuggestionStrip item={item} />
          <Composer item={item} lock={moves.lock} mode={mode} />
        </>
      )}
    </div>
  );
}

function Unopened({ thread }: { thread: Thread }) {
  const problem = thread.problem.value;
  return (
    <div class="nothing">
      <p role={problem ? "alert" : "status"}>{t(problem ? "thread.failed" : "thread.loading")}</p>
      {problem && <p class="quiet">{say(problem)}</p>}
    </div>
  );
}
