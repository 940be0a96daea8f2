package bench

import (
	"runtime"
	"slices"
	"strings"
	"time"

	"poolground/pool"
)

// Version is that of Report's JSON. A field may be added under the same number; one that goes, or
// means something else, needs the next.
const Version = 1

// A Report is what was measured of one backend: the JSON that poolbench writes and that the page
// lays over its own. Several, as of a comparison, are a JSON array of them. Times are in seconds,
// memory is in bytes.
type Report struct {
	Version   int     `json:"version"` // 1
	Workload  string  `json:"workload"`
	Size      int     `json:"size"`  // of the workload: the same size is the same work everywhere
	Tasks     int     `json:"tasks"` // of one job
	Backend   string  `json:"backend"`
	Tool      string  `json:"tool"` // what measured: poolbench, the page, a Python
	Go        string  `json:"go,omitempty"`
	OS        string  `json:"os"`
	Arch      string  `json:"arch"`
	CPUs      int     `json:"cpus"`                // that the program may use: pool.CPUCount
	Cores     int     `json:"cores,omitempty"`     // where several of the CPUs are threads of one core
	CPULimit  float64 `json:"cpuLimit,omitempty"`  // CPUs' worth of time that a cgroup allows
	ChunkSize int     `json:"chunkSize,omitempty"` // of all points; 0: the pool's default
	// Chunks says that the points differ in their chunk sizes, not in their numbers of workers.
	Chunks  bool      `json:"chunks,omitempty"`
	Started time.Time `json:"started"`
	// Scale is how many times as long the other reports' size takes, where a slow language was
	// measured with a smaller one. Seconds are as measured; to compare them, multiply. 0 is 1.
	Scale float64 `json:"scale,omitempty"`
	// Serial is the times of a plain loop over the tasks, without a pool.
	Serial []float64 `json:"serial"`
	Points []Point   `json:"points"`
	// PeakParent and PeakChild are the most memory that this program and the largest of its
	// worker processes ever held; 0 where the system does not say.
	PeakParent     int64          `json:"peakParent,omitempty"`
	PeakChild      int64          `json:"peakChild,omitempty"`
	Fits           *Fits          `json:"fits,omitempty"` // absent where there are too few points
	Recommendation Recommendation `json:"recommendation"`
	Interrupted    bool           `json:"interrupted,omitempty"` // points may lack repetitions
}

// Report is the sweep's before anything is measured. Backend, Tool and what only a command can know
// of the machine are the caller's to fill in.
func (s Sweep) Report() Report {
	r := Report{Version: Version, Workload: s.Workload.Name, Size: s.Size, Tasks: s.Workload.Tasks(s.Size),
		Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH, CPUs: pool.CPUCount(),
		Chunks: len(s.ChunkSizes) > 0, ChunkSize: s.ChunkSize, Started: time.Now().UTC().Truncate(time.Second),
		Points: s.points()}
	return r
}

// Conclude fits and recommends anew from the points.
func (r *Report) Conclude() {
	r.Fits = nil
	if r.Chunks {
		r.Recommendation = RecommendChunks(r.Points)
	} else {
		if fits, ok := Fit(r.Points); ok {
			r.Fits = &fits
		}
		r.Recommendation = Recommend(r.Points)
	}
	if made := &r.Recommendation; made.Workers+made.ChunkSize > 0 && r.loopIsFaster() {
		made.Sentence = strings.TrimSuffix(made.Sentence, ".") + ", but a plain loop without a pool is faster still."
	}
}

// loopIsFaster says whether the plain loop is faster than every point, and by more than they vary.
func (r Report) loopIsFaster() bool {
	if len(r.Serial) == 0 {
		return false
	}
	slow := quantile(r.Serial, 0.75)
	return !slices.ContainsFunc(measured(r.Points), func(p Point) bool {
		fast, _ := p.Spread()
		return fast <= (1+within)*slow
	})
}

// SerialMedian is the median time of the plain loop, in seconds, or NaN.
func (r Report) SerialMedian() float64 { return quantile(r.Serial, 0.5) }

// SpeedUp is how many times as fast as the plain loop a point is, or NaN.
func (r Report) SpeedUp(p Point) float64 { return r.SerialMedian() / p.Median() }

// Efficiency is the speed-up for each worker: 1 is ideal.
func (r Report) Efficiency(p Point) float64 { return r.SpeedUp(p) / float64(p.Workers) }

// Scaled is what to multiply times by before they are compared with other reports'.
func (r Report) Scaled() float64 {
	if r.Scale > 0 {
		return r.Scale
	}
	return 1
}
