import Button from '@material-ui/core/Button';
import DownloadIcon from '@material-ui/icons/GetApp';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { downloadText } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperSloTranslationRef } from '../../translation';

/** Hands over the rows of a list, narrowed and ordered as they are shown; `csv` is asked on a click. */
export const CsvButton = (props: { name: string; csv: () => string }) => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  return (
    <Button
      size="small"
      startIcon={<DownloadIcon />}
      onClick={() =>
        downloadText({
          name: props.name,
          type: 'text/csv;charset=utf-8',
          text: props.csv(),
        })
      }
    >
      {t('table.csv')}
    </Button>
  );
};
