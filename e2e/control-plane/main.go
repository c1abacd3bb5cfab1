// Command gantry-control-plane is a whole Kubernetes control plane, and kubectl, in one file: the first argument
// says which program it is. It serves tests on plain machines; it is no way to run a cluster.
package main

import (
	"fmt"
	"os"
	"syscall"
	"time"
	_ "time/tzdata" // time zones of CronJobs, as in the released servers

	"github.com/spf13/cobra"
	_ "k8s.io/client-go/plugin/pkg/client/auth"
	"k8s.io/component-base/cli"
	"k8s.io/component-base/logs"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

const usage = `usage: gantry-control-plane [guarded] <program> [flags]
programs: certs, etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubectl
guarded:  end the program when standard input closes, so that no server outlives the one that started it
`

func main() {
	args := os.Args[1:]
	if len(args) > 0 && args[0] == "guarded" {
		args = args[1:]
		go endWithStandardInput()
	}
	if len(args) == 0 {
		fail(usage)
	}
	// Each program reads os.Args itself and expects its own name in front.
	os.Args = args
	switch args[0] {
	case "certs":
		exitOn(writeCertificates(args[1:]))
	case "etcd":
		exitOn(runEtcd(args[1:]))
	case "kube-apiserver":
		run(apiserver.NewAPIServerCommand())
	case "kube-controller-manager":
		run(controllermanager.NewControllerManagerCommand())
	case "kube-scheduler":
		run(scheduler.NewSchedulerCommand())
	case "kubectl":
		runKubectl()
	default:
		fail(fmt.Sprintf("unknown program %q\n%s", args[0], usage))
	}
}

func run(command *cobra.Command) {
	os.Exit(cli.Run(command))
}

func runKubectl() {
	// Verbosity is needed before the command is built: upstream's main does the same.
	_, _ = logs.GlogSetter(cmd.GetLogVerbosity(os.Args))
	if err := cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()); err != nil {
		util.CheckErr(err)
	}
}

// endWithStandardInput works wherever pipes do (pdeathsig is Linux only and follows a thread, not a process):
// the pipe closes however the starter ends, SIGKILL included.
func endWithStandardInput() {
	buffer := make([]byte, 512)
	for {
		if _, err := os.Stdin.Read(buffer); err != nil {
			break
		}
	}
	_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
	time.Sleep(2 * time.Second)
	os.Exit(1)
}

func exitOn(err error) {
	if err != nil {
		fail(err.Error() + "\n")
	}
}

func fail(text string) {
	fmt.Fprint(os.Stderr, text)
	os.Exit(2)
}
