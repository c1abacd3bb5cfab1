package main

import (
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"go.etcd.io/etcd/server/v3/embed"
)

// runEtcd serves one etcd member on Unix sockets, so that only the owner of the folder reaches it and no port is
// taken. Writes are not synced to the disk: they survive the end of the process, not of the machine.
func runEtcd(args []string) error {
	flags := flag.NewFlagSet("etcd", flag.ContinueOnError)
	data := flags.String("data-dir", "", "folder of the member")
	socket := flags.String("socket", "", "path of the client socket; the peer socket is the same path and -peer")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *data == "" || *socket == "" {
		return errors.New("etcd needs --data-dir and --socket")
	}
	peer := *socket + "-peer"
	for _, path := range []string{*socket, peer} {
		// A member that was killed leaves its sockets behind, and then could not listen.
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	config := embed.NewConfig()
	config.Name = "default"
	config.Dir = *data
	config.UnsafeNoFsync = true
	config.LogLevel = "warn"
	config.ListenClientUrls = []url.URL{{Scheme: "unix", Path: *socket}}
	config.ListenPeerUrls = []url.URL{{Scheme: "unix", Path: peer}}
	// The advertised addresses stay etcd's own: they may not be sockets, and a single member tells them to nobody.
	config.InitialCluster = config.InitialClusterFromName(config.Name)

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	server, err := embed.StartEtcd(config)
	if err != nil {
		return fmt.Errorf("etcd: %w", err)
	}
	defer server.Close()
	select {
	case <-stop:
		return nil
	case err := <-server.Err():
		return fmt.Errorf("etcd: %w", err)
	}
}
