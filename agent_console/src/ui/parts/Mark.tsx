import { t } from "../../catalogue";

export function Mark() {
  return (
    <span class="mark">
      <img src="./icon.svg" alt="" width="24" height="24" />
      <strong>{t("app.name")}</strong>
    </span>
  );
}
