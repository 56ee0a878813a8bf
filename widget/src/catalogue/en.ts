import type {} from ".";
import texts from "./en.json";

window.FiruzeTexts = { ...window.FiruzeTexts, en: texts };
