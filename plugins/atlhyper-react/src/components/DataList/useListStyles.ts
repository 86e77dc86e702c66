import { makeStyles } from '@material-ui/core/styles';

/** Rows from which on a list scrolls by itself, below its head. */
export const TALL_ROWS = 15;

/** Columns from which on they stand closer. */
export const DENSE_COLUMNS = 8;

// eslint-disable-next-line max-lines-per-function -- a list of styles
export const useListStyles = makeStyles(theme => ({
  // Makes what is seen of the table the measure of details in it.
  container: { containerType: 'inline-size' } as {},
  tall: { maxHeight: '85vh' },
  table: {
    // A sticky cell of a table with collapsed borders loses them.
    borderCollapse: 'separate',
    '& th, & td': {
      wordBreak: 'normal',
      overflowWrap: 'normal',
      verticalAlign: 'top',
      lineHeight: 1.43,
    },
    '& thead th': {
      position: 'sticky',
      top: 0,
      zIndex: 2,
      wordBreak: 'keep-all',
      verticalAlign: 'bottom',
      background: theme.palette.background.paper,
    },
    '& tr': { background: theme.palette.background.paper },
    '& tbody th, & thead th:first-child': {
      position: 'sticky',
      left: 0,
      zIndex: 1,
      background: 'inherit',
    },
    '& thead th:first-child': {
      zIndex: 3,
      background: theme.palette.background.paper,
    },
    [theme.breakpoints.down('xs')]: {
      '&, & tbody, & tr, & th, & td': { display: 'block' },
      '& thead': {
        position: 'absolute',
        width: 1,
        height: 1,
        overflow: 'hidden',
        clip: 'rect(0 0 0 0)',
      },
      '& tbody tr': {
        padding: theme.spacing(1, 0),
        borderBottom: `1px solid ${theme.palette.divider}`,
      },
      '& tbody th': { position: 'static', width: '100%' },
      '& tbody th, & tbody td': {
        minWidth: 0,
        borderBottom: 0,
        padding: theme.spacing(0.5, 2),
      },
      // As in a card: the title of the column before each value.
      '& tbody td[data-title]': {
        display: 'flex',
        // Flush right means the other way round to the theme.
        flexDirection: 'row',
        justifyContent: 'space-between',
        gap: theme.spacing(2),
        textAlign: 'right',
        '&::before': {
          content: 'attr(data-title)',
          color: theme.palette.text.secondary,
          textAlign: 'left',
          flexShrink: 0,
          maxWidth: '50%',
        },
      },
    },
  },
  // With the margins of the theme the last columns would lie outside the page.
  dense: { '& th, & td': { padding: theme.spacing(0.75) } },
  // On a narrow screen the table scrolls; its words stay whole.
  whole: { whiteSpace: 'nowrap' },
  wrapped: { minWidth: 160, overflowWrap: 'anywhere' },
  numeric: { whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' },
  name: { fontWeight: 600, minWidth: 200, overflowWrap: 'anywhere' },
  part: {
    '&&': { paddingLeft: theme.spacing(4.5) },
    minWidth: 160,
    overflowWrap: 'anywhere',
  },
  below: { '&&': { padding: theme.spacing(2, 3, 3, 3) } },
  // As wide as what is seen of a table that is wider than the page, and in place while it scrolls.
  belowContent: {
    position: 'sticky',
    left: theme.spacing(3),
    width: `calc(100cqi - ${theme.spacing(6)}px)`,
  },
  tools: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(1, 2),
  },
  // The heads that sort are out of sight there.
  sortSelect: {
    minWidth: 160,
    [theme.breakpoints.up('sm')]: { display: 'none' },
  },
  opens: { cursor: 'pointer' },
  open: { fontWeight: 600, textAlign: 'left', overflowWrap: 'anywhere' },
  filler: { '&&': { padding: 0, border: 0 } },
}));
