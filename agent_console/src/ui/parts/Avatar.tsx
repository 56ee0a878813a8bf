import type { Names } from "@firuze/client";
import { named } from "../../wording/people";

interface AvatarProps {
  names: Names;
  portrait: string | null;
  size?: "small" | "large";
}

/** A member's picture over the first letter of the name, which stays where there is no picture. */
export function Avatar({ names, portrait, size }: AvatarProps) {
  return (
    <span class="avatar avatar-agent" data-size={size} aria-hidden="true">
      {[...named(names)][0]}
      {portrait && (
        <img
          key={portrait}
          src={portrait}
          alt=""
          onError={({ currentTarget }) => {
            currentTarget.hidden = true;
          }}
        />
      )}
    </span>
  );
}
