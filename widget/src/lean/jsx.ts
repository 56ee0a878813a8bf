/** Replaces preact/jsx-runtime, most of which serves rendering on a server. */
import { type ComponentType, createElement, type Key, type VNode } from "preact";

type Props = Record<string, unknown>;

export { Fragment } from "preact";
export const jsx = (type: string | ComponentType<Props>, props: Props, key?: Key): VNode =>
  createElement(type as ComponentType<Props>, key === undefined ? props : { ...props, key });
export const jsxs = jsx;
