/**
 * What the panel shares with its parts: a part imports these from here, and its bundle takes them
 * from `FiruzePanel.kit` instead of a copy of its own. The panel holds all of it anyway.
 */
export {
  accepted,
  dayNumber,
  directionOf,
  NoAnswer,
  RequestRefused,
  receiptOf,
  withoutMarks,
} from "@firuze/client";
export { batch, computed, effect, signal } from "@preact/signals-core";
export { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
export { v7 as uuid } from "uuid";
export { Fragment, jsx, jsxs } from "./lean/jsx";
export { codeOf } from "./panel/model/commands";
export { register } from "./panel/model/parts";
export { lastOwn, toRows } from "./panel/model/rows";
export { rowOf } from "./panel/view/Log";
export { reasonOf } from "./panel/view/reason";
export { Show } from "./panel/view/Show";
export { Action } from "./panel/view/Status";
export { Text } from "./panel/view/Text";
