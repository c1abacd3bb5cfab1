import { alignSeries, toCsv, type ChartSeries } from "@/components/chart/chart-data";
import { ClockTime } from "@/components/ui/clock-time";
import { Table, Td, Th } from "@/components/ui/table";

interface ChartTableProps {
  title: string;
  series: readonly ChartSeries[];
  format: (value: number) => string;
}

const SHOWN = 60;

/** The same values as rows, newest first, with all of them as CSV. */
export function ChartTable({ title, series, format }: ChartTableProps) {
  const [times, ...rows] = alignSeries(series);
  const shown = times
    .map((at, index) => ({ at, index }))
    .toReversed()
    .slice(0, SHOWN);
  return (
    <>
      {/* A part that scrolls must be reachable by keyboard. */}
      <section
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={`${title} as a table`}
        className="h-37.5 overflow-auto focus-visible:-outline-offset-2"
      >
        <Table
          caption={title}
          head={
            <tr>
              <Th>Time</Th>
              {series.map((each) => (
                <Th key={each.key} figure>
                  {each.label}
                </Th>
              ))}
            </tr>
          }
        >
          {shown.map(({ at, index }) => (
            <tr key={at}>
              <Td>
                <ClockTime at={at} seconds />
              </Td>
              {rows.map((row, column) => {
                const value = row[index] ?? null;
                return (
                  <Td key={series[column]?.key ?? column} figure>
                    {value === null ? <span className="text-unknown">not sampled</span> : format(value)}
                  </Td>
                );
              })}
            </tr>
          ))}
        </Table>
      </section>
      <a
        className="link text-12"
        download={`${title.toLowerCase().replaceAll(" ", "-")}.csv`}
        href={`data:text/csv;charset=utf-8,${encodeURIComponent(toCsv(series))}`}
      >
        CSV
      </a>
    </>
  );
}
