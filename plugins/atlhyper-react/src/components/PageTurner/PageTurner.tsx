import { useEffect, useRef, useState } from 'react';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { CursorPages } from '../../hooks/useCursorPages';
import { atlhyperReactTranslationRef } from '../../translation';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(2),
    marginTop: theme.spacing(1),
  },
}));

/** Below a list: how much there is in all, and ways to the pages before and after. */
export const PageTurner = (props: {
  pages: CursorPages;
  /** In words, such as "12 events". */
  total: string;
  nextCursor?: string;
}) => {
  const { pages, nextCursor } = props;
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const classes = useStyles();
  const hasNext = nextCursor !== undefined;
  const isPaged = pages.previous !== undefined || hasNext;
  // It is gone while a page is awaited, and with it the focus of who turns pages with the keyboard.
  const [returns] = useState(pages.turned !== undefined);
  const [toNext] = useState(
    pages.turned === 'next' ? hasNext : pages.previous === undefined,
  );
  const focused = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (returns) focused.current?.focus();
  }, [returns]);
  return (
    <div className={classes.root}>
      <Typography variant="body2" role="status">
        {props.total}
        {isPaged && ` · ${t('pages.page', { page: String(pages.page) })}`}
      </Typography>
      {isPaged && (
        <>
          <Button
            size="small"
            variant="outlined"
            ref={toNext ? undefined : focused}
            disabled={!pages.previous}
            onClick={pages.previous}
          >
            {t('pages.previous')}
          </Button>
          <Button
            size="small"
            variant="outlined"
            ref={toNext ? focused : undefined}
            disabled={!hasNext}
            onClick={() => hasNext && pages.next(nextCursor)}
          >
            {t('pages.next')}
          </Button>
        </>
      )}
    </div>
  );
};
