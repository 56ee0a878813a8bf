import { useRef } from "preact/hooks";
import { say, t } from "../../catalogue";
import type { OwnPortrait as Model } from "../../model/account/own_portrait";
import { Avatar } from "../parts/Avatar";
import { useMe } from "../parts/context";
import { AccountNotice } from "./AccountCard";

/** The picture by which customers see the agent, and how it is chosen and taken away. */
export function OwnPortrait({ own }: { own: Model }) {
  const { names, portrait } = useMe();
  const picker = useRef<HTMLInputElement>(null);
  const problem = own.problem.value;
  return (
    <div class="own-portrait" aria-busy={own.busy.value}>
      <Avatar names={names} portrait={portrait} size="large" />
      <div class="own-portrait-what">
        <p class="quiet">{t(portrait ? "account.portrait.hint" : "account.portrait.none")}</p>
        <AccountNotice text={problem && say(problem)} />
        <div class="account-moves">
          <button
            class="button"
            type="button"
            disabled={own.busy.value}
            data-testid="own-portrait-choose"
            onClick={() => picker.current?.click()}
          >
            {t(portrait ? "account.portrait.another" : "account.portrait.choose")}
          </button>
          {portrait && (
            <button
              class="button"
              type="button"
              disabled={own.busy.value}
              data-testid="own-portrait-remove"
              onClick={() => void own.remove(portrait)}
            >
              {t("account.portrait.remove")}
            </button>
          )}
        </div>
        <input
          ref={picker}
          type="file"
          accept="image/jpeg,image/png,image/webp"
          hidden
          data-testid="own-portrait-file"
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file) void own.show(file);
            currentTarget.value = "";
          }}
        />
      </div>
    </div>
  );
}
