import Box from '@material-ui/core/Box';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ItemDetails, ItemPart } from '../../model/itemDetails';
import { atlhyperSloTranslationRef } from '../../translation';

/** Paths of one text differ in how they are matched or in their condition. */
function optionText(part: ItemPart): string {
  return part.route?.condition
    ? `${part.label} (${part.route.condition})`
    : part.label;
}

/** Chooses all of an item or one path or caller of it. */
export const PartSelect = (props: {
  details: ItemDetails;
  parts: ItemPart[];
  part?: ItemPart;
  /** Whether all of the item may be chosen. */
  withAll: boolean;
  onSelect: (id?: string) => void;
}) => {
  const { details, part, withAll } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const isDomain = details.item.kind === 'domain';
  // What is counted together with other routes has nothing of its own to show.
  const parts = props.parts.filter(p => !p.route?.shared_service);
  if (parts.length <= 1 && details.parts.length <= 1 && withAll) {
    return null;
  }
  return (
    <Box mb={2}>
      <TextField
        select
        size="small"
        variant="outlined"
        id="atlhyper-slo-part"
        label={t(isDomain ? 'history.path' : 'history.caller')}
        value={part?.id ?? ''}
        onChange={event => props.onSelect(event.target.value || undefined)}
        InputLabelProps={{ shrink: true }}
        SelectProps={{ displayEmpty: true }}
      >
        {withAll && (
          <MenuItem value="">
            {t(isDomain ? 'history.allPaths' : 'history.allCallers')}
          </MenuItem>
        )}
        {parts.map(option => (
          <MenuItem key={option.id} value={option.id}>
            {optionText(option)}
          </MenuItem>
        ))}
      </TextField>
    </Box>
  );
};
