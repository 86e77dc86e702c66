import { useEffect, useRef } from 'react';
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
  const isFirst = pages.previous === undefined;
  const isPaged = !isFirst || hasNext;
  const { page, turned } = pages;
  const buttons = useRef<HTMLDivElement>(null);
  // A button that has turned to the last page is disabled, or was gone while that page was awaited, and
  // with it the focus of who turns pages with the keyboard.
  useEffect(() => {
    const focused = document.activeElement;
    const isLost = focused === document.body || focused === null;
    if (turned && (isLost || buttons.current?.contains(focused))) {
      const toNext = turned === 'next' ? hasNext : isFirst;
      buttons.current?.querySelectorAll('button')[toNext ? 1 : 0]?.focus();
    }
  }, [page, turned, hasNext, isFirst]);
  return (
    <div className={classes.root} ref={buttons}>
      <Typography variant="body2" role="status">
        {props.total}
        {isPaged && ` · ${t('pages.page', { page: String(pages.page) })}`}
      </Typography>
      {isPaged && (
        <>
          <Button
            size="small"
            variant="outlined"
            disabled={isFirst}
            onClick={pages.previous}
          >
            {t('pages.previous')}
          </Button>
          <Button
            size="small"
            variant="outlined"
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
