import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

const DIAMOND = "M7 1.9L12.1 7 7 12.1 1.9 7z";

const LOOKS = {
  primary: { colour: "text-role-primary", shape: <path d="M7 1l6 6-6 6-6-6z" fill="currentColor" /> },
  replica: {
    colour: "text-role-replica",
    shape: <path d={DIAMOND} fill="none" stroke="currentColor" strokeWidth="1.5" />,
  },
  rdonly: {
    colour: "text-role-rdonly",
    shape: (
      <g fill="none" stroke="currentColor" strokeWidth="1.5">
        <path d={DIAMOND} />
        <path d="M4.2 7h5.6" />
      </g>
    ),
  },
  vtgate: {
    colour: "text-role-vtgate",
    shape: (
      <path
        d="M2 2.5l5 4 5-4M2 7l5 4 5-4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    ),
  },
  etcd: {
    colour: "text-role-etcd",
    shape: (
      <g fill="currentColor">
        <circle cx="7" cy="3.2" r="1.9" />
        <circle cx="3.2" cy="10.2" r="1.9" />
        <circle cx="10.8" cy="10.2" r="1.9" />
      </g>
    ),
  },
  unknown: {
    colour: "text-unknown-mark",
    shape: <path d={DIAMOND} fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.4 2" />,
  },
} satisfies Record<string, { colour: string; shape: ReactNode }>;

export type GlyphRole = keyof typeof LOOKS;

/** What a pod is, by shape first and hue second; 14 px, decorative. */
export function RoleGlyph({ role, className }: { role: GlyphRole; className?: string }) {
  const look = LOOKS[role];
  return (
    <svg
      viewBox="0 0 14 14"
      className={classNames("block size-3.5 flex-none", look.colour, className)}
      aria-hidden="true"
    >
      {look.shape}
    </svg>
  );
}
