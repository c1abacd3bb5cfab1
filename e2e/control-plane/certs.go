package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

const validity = 30 * 24 * time.Hour

// identity is who a client certificate says its holder is: the API server reads the user from the common name and
// the groups from the organizations.
type identity struct {
	file, user string
	groups     []string
}

// clients get a certificate and a kubeconfig that holds it, so that no other file is needed to use it.
var clients = []identity{
	{"admin", "kubernetes-admin", []string{"system:masters"}},
	{"controller-manager", "system:kube-controller-manager", nil},
	{"scheduler", "system:kube-scheduler", nil},
}

// authority signs with a key that is never written down: the files of one folder are made in one go.
type authority struct {
	dir         string
	certificate *x509.Certificate
	key         crypto.Signer
}

// writeCertificates fills a folder with all that the servers need to trust each other: ca.crt, apiserver.{crt,key},
// kubelet-client.{crt,key}, service-account.{pub,key}, and one kubeconfig per client.
func writeCertificates(args []string) error {
	flags := flag.NewFlagSet("certs", flag.ContinueOnError)
	dir := flags.String("dir", "", "folder to write to")
	server := flags.String("server", "", "address of the API server, for example https://127.0.0.1:6443")
	if err := flags.Parse(args); err != nil {
		return err
	}
	address, err := url.Parse(*server)
	if err != nil || *dir == "" || address.Scheme != "https" {
		return errors.New("certs needs --dir and --server with an https address")
	}
	if err := os.MkdirAll(*dir, 0o700); err != nil {
		return err
	}
	ca, err := newAuthority(*dir)
	if err != nil {
		return err
	}
	if err := ca.issueServer("apiserver", address.Hostname()); err != nil {
		return err
	}
	// The API server shows this one to kubelets when it fetches logs.
	kubelets := identity{"kubelet-client", "kube-apiserver-kubelet-client", []string{"system:masters"}}
	if _, _, err := ca.issueClient(kubelets); err != nil {
		return err
	}
	for _, client := range clients {
		if err := ca.writeKubeconfig(client, *server); err != nil {
			return err
		}
	}
	return writeServiceAccountKeys(*dir)
}

func newAuthority(dir string) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template, err := newTemplate(pkix.Name{CommonName: "gantry-test-ca"})
	if err != nil {
		return nil, err
	}
	template.IsCA = true
	template.BasicConstraintsValid = true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &authority{dir, certificate, key}, writePem(filepath.Join(dir, "ca.crt"), "CERTIFICATE", der)
}

func newTemplate(subject pkix.Name) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      subject,
		NotBefore:    now.Add(-time.Minute),
		NotAfter:     now.Add(validity),
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}, nil
}

func (ca *authority) issueServer(file, host string) error {
	template, err := newTemplate(pkix.Name{CommonName: "kube-apiserver"})
	if err != nil {
		return err
	}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	template.DNSNames = []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"}
	template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(10, 96, 0, 1)}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = append(template.IPAddresses, ip)
	} else {
		template.DNSNames = append(template.DNSNames, host)
	}
	_, _, err = ca.issue(file, template)
	return err
}

func (ca *authority) issueClient(who identity) (certificate, key []byte, err error) {
	template, err := newTemplate(pkix.Name{CommonName: who.user, Organization: who.groups})
	if err != nil {
		return nil, nil, err
	}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return ca.issue(who.file, template)
}

// issue signs the template for a new key, writes both below the given name and returns them as PEM.
func (ca *authority) issue(file string, template *x509.Certificate) (certificate, key []byte, err error) {
	pair, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, template, ca.certificate, pair.Public(), ca.key)
	if err != nil {
		return nil, nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(pair)
	if err != nil {
		return nil, nil, err
	}
	base := filepath.Join(ca.dir, file)
	if err := errors.Join(
		writePem(base+".crt", "CERTIFICATE", der),
		writePem(base+".key", "PRIVATE KEY", private),
	); err != nil {
		return nil, nil, err
	}
	return encodePem("CERTIFICATE", der), encodePem("PRIVATE KEY", private), nil
}

func (ca *authority) writeKubeconfig(who identity, server string) error {
	certificate, key, err := ca.issueClient(who)
	if err != nil {
		return fmt.Errorf("certificate of %s: %w", who.user, err)
	}
	config := api.NewConfig()
	config.Clusters["control-plane"] = &api.Cluster{
		Server:                   server,
		CertificateAuthorityData: encodePem("CERTIFICATE", ca.certificate.Raw),
	}
	config.AuthInfos[who.user] = &api.AuthInfo{ClientCertificateData: certificate, ClientKeyData: key}
	config.Contexts["control-plane"] = &api.Context{Cluster: "control-plane", AuthInfo: who.user}
	config.CurrentContext = "control-plane"
	return clientcmd.WriteToFile(*config, filepath.Join(ca.dir, who.file+".kubeconfig"))
}

// writeServiceAccountKeys makes the pair that signs and verifies the tokens of service accounts.
func writeServiceAccountKeys(dir string) error {
	pair, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	private, err := x509.MarshalECPrivateKey(pair)
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(pair.Public())
	if err != nil {
		return err
	}
	return errors.Join(
		writePem(filepath.Join(dir, "service-account.key"), "EC PRIVATE KEY", private),
		writePem(filepath.Join(dir, "service-account.pub"), "PUBLIC KEY", public),
	)
}

func encodePem(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func writePem(path, kind string, der []byte) error {
	return os.WriteFile(path, encodePem(kind, der), 0o600)
}
