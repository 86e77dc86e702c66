import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  NO_DATA,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import type { ShownFigures } from '../../model/ownFigures';
import { atlhyperSloTranslationRef } from '../../translation';

/** Requests per second, and below how many that were. */
export const Rate = (props: { figures: ShownFigures }) => {
  const { figures } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  return (
    <>
      {figures.total_requests
        ? format.perSecond(figures.requests_per_sec)
        : NO_DATA}
      {figures.total_requests !== undefined && (
        <Typography variant="caption" color="textSecondary" component="div">
          {t('table.requests', {
            number: format.count(figures.total_requests),
          })}
        </Typography>
      )}
    </>
  );
};
