"use client";

import { useRouter } from "next/navigation";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { useShell } from "@/components/shell/shell-context";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import { kindWord, paletteItems, searchPalette, type PaletteItem } from "@/lib/client/palette";

const MOST = 50;

/** Jump anywhere and begin any action, by name. What the role forbids stays in sight, off, with the reason. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null);

  // The open state of a <dialog> lives in the browser.
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog || dialog.open === open) return;
    if (open) dialog.showModal();
    else dialog.close();
  }, [open]);

  return (
    // Escape closes it for the keyboard; the press on the ground is an extra for the mouse.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the ground is an extra for the mouse; Escape closes it
    <dialog
      ref={ref}
      aria-label="Jump or act"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      className="mx-auto mt-[12dvh] w-[min(600px,calc(100vw-32px))] overflow-hidden rounded-panel border border-line-edge bg-raised p-0 text-text-1 shadow-high backdrop:bg-[var(--scrim)] max-mid:mt-4"
    >
      {open ? <Search onClose={onClose} /> : null}
    </dialog>
  );
}

function Search({ onClose }: { onClose: () => void }) {
  const { viewer, overview } = useShell();
  const router = useRouter();
  const listId = useId();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(0);
  const items = useMemo(() => paletteItems(viewer, overview), [viewer, overview]);
  const found = searchPalette(items, query).slice(0, MOST);
  const active = Math.min(chosen, Math.max(0, found.length - 1));

  const take = (item: PaletteItem | undefined) => {
    if (!item || item.off !== null) return;
    onClose();
    router.push(item.href);
  };
  const move = (step: number) => {
    if (found.length === 0) return;
    const next = (active + step + found.length) % found.length;
    setChosen(next);
    document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter") take(found[active]);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div className="flex items-center gap-2 border-b border-line px-3.5">
        <Icon name="search" className="text-text-3" />
        <input
          role="combobox"
          aria-label="Name of a database, region, page or action"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={found.length > 0 ? `${listId}-${active}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          // The dialog opens for typing; nothing else in it takes the focus.
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the palette is opened to type
          autoFocus
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
          className="h-11 w-full bg-transparent text-14 outline-none touch:text-16"
        />
        <kbd className="rounded-mark border border-line-edge px-1 text-[11px]/4 text-text-3">esc</kbd>
      </div>
      {/* The combobox pattern of ARIA: no native element filters by our ranks and shows what is off. */}
      <div
        id={listId}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a listbox under a text field has no tag of its own
        role="listbox"
        aria-label="Found"
        tabIndex={-1}
        className="max-h-[60dvh] overflow-y-auto p-1"
      >
        {found.map((item, index) => (
          <PaletteLine
            key={item.id}
            id={`${listId}-${index}`}
            item={item}
            active={index === active}
            onPoint={() => setChosen(index)}
            onTake={() => take(item)}
          />
        ))}
      </div>
      {found.length === 0 ? (
        <p className="px-3.5 py-3 text-text-2">Nothing here has a name with “{query}”.</p>
      ) : null}
    </>
  );
}

interface PaletteLineProps {
  id: string;
  item: PaletteItem;
  active: boolean;
  onPoint: () => void;
  onTake: () => void;
}

function PaletteLine({ id, item, active, onPoint, onTake }: PaletteLineProps) {
  return (
    // The keys are the combobox's: the focus stays in the field and names the active line.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- keys are handled by the field that owns the list
    <div
      id={id}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an option of that listbox
      role="option"
      aria-selected={active}
      aria-disabled={item.off === null ? undefined : true}
      tabIndex={-1}
      onPointerMove={onPoint}
      onClick={onTake}
      className={classNames(
        "flex min-h-8 cursor-pointer items-center gap-2.5 rounded-mark px-2.5 touch:min-h-11",
        active && "bg-selected",
        item.off !== null && "cursor-not-allowed text-text-3",
      )}
    >
      <span className="cut font-strong">{item.label}</span>
      <span className="cut flex-1 text-12 text-text-3">{item.off ?? item.detail}</span>
      <span className="text-12 text-text-3">{kindWord(item.kind)}</span>
    </div>
  );
}
