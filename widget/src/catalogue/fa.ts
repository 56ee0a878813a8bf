import type {} from ".";
import texts from "./fa.json";

window.FiruzeTexts = { ...window.FiruzeTexts, fa: texts };
