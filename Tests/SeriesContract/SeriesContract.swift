// SeriesContract: what every store of series must do, written once and run against each of them.
//
// A store's tests give a `SeriesPlace` (an empty one of its own, and how to tamper with it) and run every case of
// `SeriesContract.cases`. Start reading at `SeriesCase.swift`; the cases are in the `…Cases.swift` files.

package enum SeriesContract {
    package static let cases: [SeriesCase] = onceCases + chartCases + retentionCases + mixedCases
}
