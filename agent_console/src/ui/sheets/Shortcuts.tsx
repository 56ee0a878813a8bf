import { type TextKey, t } from "../../catalogue";
import { sheet } from "../parts/context";
import { Sheet } from "../parts/Sheet";

const KEYS: readonly [keys: readonly string[], TextKey][] = [
  [["J", "↓"], "shortcuts.next"],
  [["K", "↑"], "shortcuts.previous"],
  [["1", "2", "3", "4"], "shortcuts.tabs"],
  [["A"], "shortcuts.accept"],
  [["T"], "shortcuts.take"],
  [["Z"], "shortcuts.snooze"],
  [["R"], "shortcuts.reply"],
  [["N"], "shortcuts.note"],
  [["S", "Alt+↑"], "shortcuts.suggestion"],
  [["Enter", "Ctrl+Enter"], "shortcuts.send"],
  [["Shift+Enter"], "shortcuts.newline"],
  [["Esc"], "shortcuts.escape"],
  [["?"], "shortcuts.help"],
];

export function Shortcuts() {
  if (sheet.value !== "shortcuts") return null;
  return (
    <Sheet
      title={t("shortcuts.title")}
      onLeave={() => {
        sheet.value = null;
      }}
    >
      <dl class="shortcuts">
        {KEYS.map(([keys, text]) => (
          <div key={text}>
            <dt>{t(text)}</dt>
            <dd dir="ltr">
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
