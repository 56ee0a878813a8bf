import type {} from "../contract";
import texts from "./fa.json";

window.FiruzeTexts = { ...window.FiruzeTexts, fa: texts };
