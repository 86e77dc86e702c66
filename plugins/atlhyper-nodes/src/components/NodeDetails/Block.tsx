import { useState, type ReactNode } from 'react';
import Accordion from '@material-ui/core/Accordion';
import AccordionDetails from '@material-ui/core/AccordionDetails';
import AccordionSummary from '@material-ui/core/AccordionSummary';
import { makeStyles } from '@material-ui/core/styles';
import ExpandIcon from '@material-ui/icons/ExpandMore';

const useStyles = makeStyles(theme => ({
  title: { ...theme.typography.subtitle1, marginRight: theme.spacing(2) },
  summary: {
    ...theme.typography.body2,
    lineHeight: theme.typography.subtitle1.lineHeight,
    color: theme.palette.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  },
  details: { display: 'block' },
}));

/** One group of figures: its title and main figure in a line, and all of it once opened. */
export const Block = (props: {
  title: string;
  summary?: string;
  initiallyExpanded?: boolean;
  children: ReactNode;
}) => {
  const classes = useStyles();
  const [expanded, setExpanded] = useState(props.initiallyExpanded ?? false);
  return (
    <Accordion
      variant="outlined"
      expanded={expanded}
      onChange={(_, next) => setExpanded(next)}
      TransitionProps={{ unmountOnExit: true }}
    >
      <AccordionSummary expandIcon={<ExpandIcon />}>
        <span className={classes.title}>{props.title}</span>
        <span className={classes.summary}>{props.summary}</span>
      </AccordionSummary>
      <AccordionDetails className={classes.details}>
        {props.children}
      </AccordionDetails>
    </Accordion>
  );
};
