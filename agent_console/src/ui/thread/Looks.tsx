import { t } from "../../catalogue";
import type { Thread } from "../../model/thread/thread";

/** What the customer is looking at in the shop, as the page says: a stranger's words. */
export function Looks({ thread }: { thread: Thread }) {
  const looks = thread.looks.value;
  if (!looks?.page && !looks?.product && !looks?.cart.length) return null;
  return (
    <section class="panel-section" data-testid="looks">
      <h3>{t("customer.looks")}</h3>
      <dl class="facts">
        <Fact what="page" lines={looks.page ? [looks.page] : []} />
        <Fact what="product" lines={looks.product ? [looks.product] : []} />
        <Fact what="cart" lines={looks.cart} />
      </dl>
    </section>
  );
}

function Fact({ what, lines }: { what: "page" | "product" | "cart"; lines: readonly string[] }) {
  if (!lines.length) return null;
  return (
    <>
      <dt>{t(`customer.looks.${what}`)}</dt>
      {lines.map((line, index) => (
        <dd key={`${index} ${line}`}>
          <bdi>{line}</bdi>
        </dd>
      ))}
    </>
  );
}
