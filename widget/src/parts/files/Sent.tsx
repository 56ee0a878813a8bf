import type { FileLinkTo, SentFile } from "@firuze/client";
import { codeOf, useEffect, useState } from "../../kit";
import type { Chat } from "../../panel/model/chat";
import type { PartView } from "../../panel/view/Show";
import type en from "./en.json";
import { sizeOf, whyOf } from "./reasons";
import { filesOf } from "./sending";

interface SentProps {
  view: PartView<typeof en>;
  chat: Chat;
  file: SentFile;
}

const AGAIN = 8 * 60_000; // milliseconds after which a link on the page is replaced
const TALLEST = 220; // pixels

/** A picture as its thumbnail, which opens it large; a document by its name, to be saved. */
export function Sent({ view, chat, file }: SentProps) {
  const { t, language } = view;
  const { link, failed, again } = useLink(chat, file.id);
  const { name } = file;
  if (failed) {
    return (
      <p class="text" role="alert">
        <bdi>{name}</bdi>: {whyOf(t, failed)}{" "}
        <button type="button" class="link" onClick={again}>
          {t("failed.retry")}
        </button>
      </p>
    );
  }
  if (!file.height || !file.width) {
    return (
      <p class="text file">
        <a href={href(chat, link?.whole)} data-testid="file">
          <bdi>{name}</bdi>
        </a>{" "}
        <span class="quiet">{sizeOf(file.bytes, language)}</span>
      </p>
    );
  }
  const height = Math.min(TALLEST, file.height);
  const size = { height, width: Math.round((height * file.width) / file.height) };
  return (
    <a
      class="picture"
      href={href(chat, link?.whole)}
      target="_blank"
      rel="noopener"
      aria-label={t("file.open", { name })}
      data-testid="file"
    >
      <img
        {...(link?.thumbnail && { src: chat.origin + link.thumbnail })}
        {...size}
        alt=""
        onError={again}
      />
    </a>
  );
}

const href = ({ origin }: Chat, path = ""): string => (path ? origin + path : "#");

/** The links to a file, renewed before they end for as long as it is shown. */
function useLink(chat: Chat, id: string) {
  const [link, setLink] = useState<FileLinkTo | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [times, setTimes] = useState(0);
  useEffect(() => {
    let here = true;
    const ask = async () => {
      try {
        const found = await filesOf(chat).linkOf(id);
        if (here) setLink(found);
        if (here) setFailed(found ? null : "not_found");
      } catch (error) {
        if (here) setFailed(codeOf(error));
      }
    };
    void ask();
    const timer = setInterval(ask, AGAIN);
    return () => {
      here = false;
      clearInterval(timer);
    };
  }, [chat, id, times]);
  const again = () => (times < 3 ? setTimes(times + 1) : setFailed("not_found"));
  return { link, failed, again };
}
