import { fileSize, NO_LINK, type SentFile, thumbnailSize } from "@firuze/client";
import { codeOf, useEffect, useState } from "../../kit";
import type { Chat } from "../../panel/model/chat";
import type { PartView } from "../../panel/view/Show";
import type en from "./en.json";
import { whyOf } from "./reasons";
import { linksOf } from "./sending";

interface SentProps {
  view: PartView<typeof en>;
  chat: Chat;
  file: SentFile;
}

const TALLEST = 220; // pixels

/** A picture as its thumbnail, which opens it large; a document by its name, to be saved. */
export function Sent({ view, chat, file }: SentProps) {
  const { t, language } = view;
  const links = linksOf(chat, view.earlier);
  const [{ link, failures, problem }, setState] = useState(NO_LINK);
  useEffect(() => links.watch(file.id, setState), [links, file.id]);
  const { name } = file;
  if (problem) {
    const code = problem.kind === "failed" ? codeOf(problem.error) : CODES[problem.kind];
    return (
      <p class="text" role="alert">
        <bdi>{name}</bdi>: {whyOf(view, code)}{" "}
        <button type="button" class="link" onClick={() => links.again(file.id)}>
          {t("failed.retry")}
        </button>
      </p>
    );
  }
  const size = thumbnailSize(file, TALLEST);
  if (size && !link) return <img class="picture" {...size} alt="" />;
  const href = link && chat.origin + link.whole;
  if (size && href && link.thumbnail) {
    return (
      <a
        class="picture"
        href={href}
        target="_blank"
        rel="noopener"
        aria-label={t("file.open", { name })}
        data-testid="file"
      >
        <img
          key={failures}
          src={chat.origin + link.thumbnail}
          {...size}
          alt=""
          onError={() => links.broke(file.id)}
        />
      </a>
    );
  }
  return (
    <p class="text file">
      <a {...(href && { href })} data-testid="file">
        <bdi>{name}</bdi>
      </a>{" "}
      <span class="quiet">{fileSize(file.bytes, language)}</span>
    </p>
  );
}

const CODES = { gone: "not_found", broken: "files_down" };
