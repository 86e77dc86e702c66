import { useSearchParams } from 'react-router-dom';
import {
  PolledContent,
  useAtlhyperApi,
  usePolling,
  useRefreshAll,
  useSetUrlState,
  type Polled,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { useShownWindow } from '../../hooks/shownWindow';
import {
  loadItemDetails,
  type ItemDetails,
  type ItemPart,
} from '../../model/itemDetails';
import { itemKey, type SloItem } from '../../model/sloItem';
import { Answer } from './Answer';
import { GoldenFigures } from './GoldenFigures';
import { PartSelect } from './PartSelect';
import { DetailSections } from './DetailSections';

const POLL_MS = 30_000;

/** What the reader looks at: all of an item, or one path or caller of it. */
export type Shown = {
  details: ItemDetails;
  /** `undefined` for all of the item. */
  part?: ItemPart;
  refresh: () => void;
};

/** Asks for the details of an item in the window of the page, else in its own. */
export function useItemDetails(item: SloItem): Polled<ItemDetails> {
  const api = useAtlhyperApi();
  const window = useShownWindow();
  return usePolling(signal => loadItemDetails(api, item, window, { signal }), {
    key: JSON.stringify([
      itemKey(item),
      item.kind === 'domain' && item.cluster,
      window,
    ]),
    intervalMs: POLL_MS,
  });
}

/** The details once they are there; the part in the page's address is shown alone. */
export const ItemDetailContent = (props: {
  details: ItemDetails;
  /** Ids of the parts that may be shown; then the item as a whole may not. */
  onlyParts?: string[];
}) => {
  const { details, onlyParts } = props;
  const [params] = useSearchParams();
  const set = useSetUrlState();
  const parts = onlyParts
    ? details.parts.filter(part => onlyParts.includes(part.id))
    : details.parts;
  const named = parts.find(part => part.id === params.get('part'));
  const part = named ?? (onlyParts ? parts[0] : undefined);
  // A target judges what every chart and list shows.
  const refresh = useRefreshAll();
  const shown: Shown = { details, part, refresh };
  return (
    <>
      <PartSelect
        details={details}
        parts={parts}
        part={part}
        withAll={!onlyParts}
        onSelect={id => set({ part: id })}
      />
      <Answer shown={shown} />
      <GoldenFigures shown={shown} />
      <DetailSections shown={shown} parts={parts} />
    </>
  );
};

/** Everything about a domain or a service, where it stands in a list. */
export const ItemDetail = (props: { item: SloItem; onlyParts?: string[] }) => {
  const polled = useItemDetails(props.item);
  return (
    <PolledContent polled={polled}>
      {details => (
        <ItemDetailContent details={details} onlyParts={props.onlyParts} />
      )}
    </PolledContent>
  );
};
